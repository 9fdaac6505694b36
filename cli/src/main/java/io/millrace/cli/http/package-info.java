/**
 * The HTTP API of a running application: JSON on the loopback interface. What it answers is
 * described in {@code docs/guide/http-api.md}.
 *
 * <p>Read {@link io.millrace.cli.http.HttpApi} first. Requests are handled by the server's threads,
 * which wait for what they ask of the engine; each tail has a thread of its own.
 */
package io.millrace.cli.http;
