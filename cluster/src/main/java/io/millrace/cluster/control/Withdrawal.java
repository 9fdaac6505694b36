package io.millrace.cluster.control;

/**
 * An application is no longer: workers stop it. To all workers, until none reports it.
 *
 * @param keepState whether journals and snapshots stay on disk, after last snapshots
 */
public record Withdrawal(int coordinatorTerm, long application, boolean keepState)
    implements ControlMessage {}
