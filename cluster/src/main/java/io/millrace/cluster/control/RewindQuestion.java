package io.millrace.cluster.control;

/**
 * How would partitions that are owned here go back to an epoch? To all workers, until it is
 * answered. Whoever was asked keeps what the answer needs, until he hears what was decided.
 *
 * @param coordinatorTerm of the coordinator that asks
 * @param application its number
 * @param generation of the journals that are asked about
 * @param number tells the question from others of this coordinator
 * @param epoch to go back to; -1: the last that was entered at {@code atMs}
 * @param atMs a time since 1970, if there is no epoch
 */
public record RewindQuestion(
    int coordinatorTerm, long application, int generation, long number, long epoch, long atMs)
    implements ControlMessage {}
