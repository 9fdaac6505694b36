package io.millrace.cluster.control;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** When an entry of a partition's journal counts as stable. Each asks for what is above it, too. */
public enum Durability {
  /** It is on its owner's disk: survives the death of the process. */
  LOCAL,
  /** A follower in sync has it, if there are workers enough: survives the death of a host. */
  REPLICATED,
  /** It is in the mirror: survives the loss of all hosts. */
  MIRRORED;

  /** Whether partitions have followers. */
  public boolean isReplicated() {
    return this != LOCAL;
  }

  /** The one of this name, as {@link #toString} gives it. */
  public static Optional<Durability> of(String name) {
    return Arrays.stream(values()).filter(one -> one.toString().equals(name)).findFirst();
  }

  /** All names, for people. */
  public static String names() {
    return Arrays.stream(values()).map(String::valueOf).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
