/**
 * What connectors implement: sources with splits and positions, sinks that store offsets with their
 * data.
 *
 * <p>Read {@link io.millrace.functions.connect.Source} and {@link
 * io.millrace.functions.connect.Sink} first. A split reader is used by one thread, a sink writer by
 * one other. This package depends on the JDK and {@code io.millrace.functions} alone.
 */
package io.millrace.functions.connect;
