/**
 * The HTTP API of the application that runs in this process: JSON on the loopback interface. What
 * it answers is described in {@code docs/guide/http-api.md}.
 *
 * <p>Read {@link io.millrace.cli.http.HttpApi} first; what it has in common with workers is in
 * {@code io.millrace.http}.
 */
package io.millrace.cli.http;
