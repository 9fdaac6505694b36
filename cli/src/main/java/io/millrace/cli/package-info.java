/**
 * The {@code millrace} command: one class per verb, and the place where everything is wired and
 * started.
 *
 * <p>Read {@link io.millrace.cli.Main} first. No other module depends on this one, except tests and
 * benchmarks.
 */
package io.millrace.cli;
