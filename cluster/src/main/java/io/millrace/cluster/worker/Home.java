package io.millrace.cluster.worker;

/**
 * Where an origin that is no partition lives on this worker: with its home partition.
 *
 * @param term of the home partition, which the origin's frames carry
 */
record Home(WorkerSlot slot, SlotShare share, int term) {}
