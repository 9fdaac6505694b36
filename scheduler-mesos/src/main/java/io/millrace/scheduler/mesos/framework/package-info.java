/**
 * The life of a framework: to which master it is subscribed, and as whom. Start with {@link
 * io.millrace.scheduler.mesos.framework.Framework}.
 *
 * <p>A state machine without threads and clocks: one thread calls it, with the time.
 */
package io.millrace.scheduler.mesos.framework;
