/**
 * What users test their functions with: the real engine under a manual clock, in the test's own
 * thread, without files, network or JVM flags.
 *
 * <p>Uses the engine and the functions API only; no assertion library and no test framework, so
 * that it fits whichever the user has.
 */
package io.millrace.testkit;
