/**
 * Which worker is to run which partition, and which is to hold the copy of its journal: a pure
 * decision. Start with {@link io.millrace.cluster.placement.Placement}.
 */
package io.millrace.cluster.placement;
