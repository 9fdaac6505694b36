/**
 * What verbs print with: the console, tables, numbers for people.
 *
 * <p>Read {@link io.millrace.cli.text.Console} first. Knows nothing of the engine.
 */
package io.millrace.cli.text;
