/**
 * The other end of the HTTP API: what verbs ask a running application with.
 *
 * <p>Read {@link io.millrace.cli.client.ApiClient} first. One thread.
 */
package io.millrace.cli.client;
