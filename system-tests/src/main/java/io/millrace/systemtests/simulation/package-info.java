/**
 * The real engine, a whole application, in one thread and from one seed, over ports that fail in
 * every way they may.
 *
 * <p>Read {@link io.millrace.systemtests.simulation.Simulation} first, then {@link
 * io.millrace.systemtests.simulation.World}: it holds the partitions, their journals, the network
 * and the faults. What must hold when all is quiet again is in {@link
 * io.millrace.systemtests.simulation.RestCheck}. {@code docs/simulation.md} tells the rest. Nothing
 * here reads a clock, and no chance but that of the seed.
 */
package io.millrace.systemtests.simulation;
