/**
 * What applications answer over HTTP, in one process or on workers: records in and out, state,
 * snapshots, how partitions stand. Described in {@code docs/guide/http-api.md}.
 *
 * <p>Read {@link io.millrace.http.ServedApplication} and {@link io.millrace.http.ApplicationRoutes}
 * first. Requests are handled by the server's threads, which wait for what they ask of the engine;
 * each tail has a thread of its own. Servers, with their addresses, belong to who uses this.
 */
package io.millrace.http;
