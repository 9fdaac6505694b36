/**
 * The port to a partition's journal, and its memory implementation.
 *
 * <p>Read {@link io.millrace.runtime.journal.Journal} first. One thread writes a journal, any
 * number read it, each through a reader of its own. Every implementation passes the contract suite
 * in {@code system-tests}.
 */
package io.millrace.runtime.journal;
