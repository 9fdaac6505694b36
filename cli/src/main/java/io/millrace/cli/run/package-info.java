/**
 * Opens what an application keeps, runs it in this process, and tells how it goes.
 *
 * <p>Read {@link io.millrace.cli.run.ApplicationRun} first: it is what {@code millrace run} does.
 */
package io.millrace.cli.run;
