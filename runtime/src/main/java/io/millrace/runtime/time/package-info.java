/**
 * Event time: watermarks per topic and origin, folded into the clocks of functions.
 *
 * <p>Read {@link io.millrace.runtime.time.TopicClock} first. Pure decisions, without threads or
 * clocks of their own.
 */
package io.millrace.runtime.time;
