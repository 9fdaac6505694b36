/**
 * What users write against: functions, topics, state, timers and the application that binds them.
 *
 * <p>Read {@link io.millrace.functions.StreamFunction} first, then {@link
 * io.millrace.functions.Context}. Everything here is immutable or confined to the thread of one
 * partition; nothing here knows how it is run. This package depends on the JDK alone.
 */
package io.millrace.functions;
