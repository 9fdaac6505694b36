package io.millrace.cluster.control;

/** A message between the coordinator and a worker. None needs an answer, each may come again. */
public sealed interface ControlMessage
    permits ApplicationTable,
        Members,
        Pulse,
        Withdrawal,
        Shutdown,
        WorkerReport,
        RewindQuestion,
        RewindAnswer,
        CopyReport,
        MirroredEpochs,
        DivergenceReport {}
