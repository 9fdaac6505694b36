/**
 * What is proven of the whole: the simulator, fault injection, and processes that are killed.
 *
 * <p>The rules of the architecture are held by {@code ArchitectureTest} beside it. A failing
 * simulation prints its seed and the command that repeats it.
 */
package io.millrace.systemtests;
