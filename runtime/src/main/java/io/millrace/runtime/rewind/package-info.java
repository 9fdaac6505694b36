/**
 * Rewinding an application: which generations its journals have had, where each was cut, what is
 * kept so that it can be done again, and how a copy is brought in line with it.
 *
 * <p>Start with {@link io.millrace.runtime.rewind.Lineage}. What was decided is in it; whoever
 * opens a copy of a journal follows it. Pure but for {@link io.millrace.runtime.rewind.CopyCut},
 * which works on the ports.
 */
package io.millrace.runtime.rewind;
