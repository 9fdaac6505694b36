/**
 * A second copy of a partition's journal, on another host: the owner's side and the follower's, as
 * state machines over {@code Journal} and {@code FrameSender}.
 *
 * <p>Start with {@link io.millrace.runtime.replication.FollowerLink}. Only one owner appends in a
 * term, and terms never fall along a journal; so two journals with an entry of the same term at the
 * same offset are the same up to there.
 */
package io.millrace.runtime.replication;
