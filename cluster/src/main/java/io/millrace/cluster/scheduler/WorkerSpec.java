package io.millrace.cluster.scheduler;

/**
 * What a container is to have.
 *
 * @param memoryMb memory of the whole process
 * @param cores processors
 */
public record WorkerSpec(int memoryMb, int cores) {}
