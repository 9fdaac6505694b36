package io.millrace.benchmarks;

import java.util.Locale;

/** A system that does the same work beside ours. */
enum Peer {
  FLINK("io.millrace.benchmarks.flink.FlinkMain");

  private final String mainClass;

  Peer(String mainClass) {
    this.mainClass = mainClass;
  }

  String mainClass() {
    return mainClass;
  }

  /** The system property that says where its jars are; {@code bin/millrace} sets it. */
  String property() {
    return "millrace.peer." + this;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
