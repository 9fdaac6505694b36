package io.millrace.cli.offline;

import io.millrace.functions.Topic;

/** Takes what functions emit while a journal is folded. */
@FunctionalInterface
public interface Emission {

  /** A function emitted a value. */
  void emitted(String function, Topic<?> topic, Object value, long eventTimeMs);
}
