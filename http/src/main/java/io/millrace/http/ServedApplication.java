package io.millrace.http;

import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.plan.TopicPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * An application as its HTTP API sees it: all of it in one process, or what one worker has of it.
 * Called by any thread. What concerns a partition that is not here is an {@link
 * ElsewhereException}; what cannot be is a {@link RefusedException}.
 */
public interface ServedApplication {

  ApplicationPlan plan();

  /** Codecs for records of older code versions. */
  OlderCodecs olderCodecs();

  /** How many partitions it has, wherever they are. */
  int partitionCount();

  /** The partitions that are here, in their order. */
  List<Integer> partitionsHere();

  /** Whether it is neither failed nor about to end. */
  boolean isRunning();

  /** Takes records of one session. */
  @FunctionalInterface
  interface Publisher {
    /**
     * Publishes a record; completed with whether it was new when it is stable.
     *
     * @param eventTimeMs null if its source says it, or it is now
     * @param number the session's number for it, or null without a session
     */
    CompletableFuture<Boolean> publish(
        TopicPlan topic, Object value, Long eventTimeMs, Long number);
  }

  /**
   * Who takes the records of a session.
   *
   * @param session null for clients without one
   */
  Publisher publisher(String session);

  /** A partition's journal, for a while. */
  JournalLease lease(int partition);

  /** What a partition answers in its own thread; waits for it, some seconds at most. */
  <T> T ask(int partition, Function<Partition, T> question);

  /** How it stands, for people and tools. */
  Map<String, Object> status();

  /** How each partition stands that is here, in their order. */
  List<Map<String, Object>> partitions();
}
