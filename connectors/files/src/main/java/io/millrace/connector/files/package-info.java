/**
 * Sources and sinks on files of lines or JSON.
 *
 * <p>Written against the functions API alone, as a user's own connector would be; it must not use
 * the engine.
 */
package io.millrace.connector.files;
