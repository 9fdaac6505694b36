/**
 * Sources and sinks on files and standard output, and how values look in JSON and CSV.
 *
 * <p>Read {@link io.millrace.connector.files.FileSource} and {@link
 * io.millrace.connector.files.FileSink} first; {@link io.millrace.connector.files.JsonValues} says
 * how values become text. A split reader belongs to one thread, a sink writer to another. Uses the
 * connector interfaces, Jackson and the JDK alone.
 */
package io.millrace.connector.files;
