package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** A running application, wherever it runs: what verbs ask of it. */
public interface ApplicationClient {

  /** Its topics. */
  JsonNode topics();

  /**
   * Publishes JSON values; returns when they are stable.
   *
   * @param session a name for the sequence of values, or null
   * @param number of the first value in that sequence
   */
  JsonNode publish(String topic, byte[] values, String session, long number);

  /**
   * What a function keeps for a key.
   *
   * @param key null for shared state
   */
  JsonNode state(String function, String state, String key);

  /** Lets a quarantined key of a function go on. */
  JsonNode release(String function, String key);

  /**
   * Records that are in the journals.
   *
   * @param partition null for all
   * @param from the first offset, or null for the oldest
   */
  JsonNode records(String topic, Integer partition, Long from, int limit);

  /**
   * Gives a topic's records as they come; returns when the application has ended, or nobody wants
   * more.
   *
   * @param fromStart whether from the oldest that is kept, or only what comes from now on
   * @param wanted takes a record; false if it is the last one that is wanted
   */
  void tail(String topic, boolean fromStart, Predicate<JsonNode> wanted);

  /** Takes snapshots of all partitions. */
  JsonNode snapshot();

  /** How it stands as a whole. */
  JsonNode status();

  /** How each partition stands, in their order. */
  JsonNode partitions();
}
