/**
 * The HTTP API of a Mesos master as it is on the wire: records, events, calls, redirects. Start
 * with {@link io.millrace.scheduler.mesos.wire.MasterLink}.
 *
 * <p>All but the insides of {@link io.millrace.scheduler.mesos.wire.HttpMasterLink} by one thread,
 * which never waits. What is to be done about what arrives is decided elsewhere.
 */
package io.millrace.scheduler.mesos.wire;
