package io.millrace.runtime.partition;

import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.StateTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Hashes the keys of the next records of a frame together, and touches their state, so that the
 * processor waits for memory once for many records instead of once or twice for each. In a replay
 * the state of several small frames is touched together.
 */
final class ReadAhead {
  private static final int RECORDS = 64;
  private static final StateTable[] NONE = {};

  private final StateTable[][] tables;
  private final RecordCursor ahead = new RecordCursor();
  private final long[] hashes = new long[RECORDS];
  private final long[] wanted = new long[RECORDS];
  private int first;
  private int end;
  private int expected;
  private int expectedTopic;

  @SuppressWarnings("unused") // written so that the reads are not optimised away
  private long touched;

  ReadAhead(TopicPlan[] topics, FunctionInstance[] functions, PartitionState state) {
    tables = new StateTable[topics.length][];
    for (int number = 0; number < topics.length; number++) {
      List<StateTable> of = new ArrayList<>();
      if (topics[number] != null) {
        for (TopicPlan.Binding binding : topics[number].bindings()) {
          functions[binding.function()].addTables(state, of);
        }
      }
      tables[number] = of.toArray(NONE);
    }
  }

  /** Notes the keys of a frame that comes soon, until it has enough. */
  void expect(byte[] frame, int at) {
    ahead.wrap(frame, at);
    while (expected < RECORDS && ahead.next()) {
      if (expected == 0) {
        expectedTopic = ahead.topic();
      }
      if (ahead.topic() == expectedTopic) {
        wanted[expected++] = Hash.of(ahead.array(), ahead.keyOffset(), ahead.keyLength());
      }
    }
  }

  /** Touches the state of what was expected. */
  void touchExpected() {
    touch(expectedTopic, expected);
    expected = 0;
  }

  private void touch(int topic, int count) {
    if (count > 1 && topic >= 0 && topic < tables.length) {
      for (StateTable table : tables[topic]) {
        touched += table.touch(wanted, count);
      }
    }
  }

  /** Goes before the first record of a frame. */
  void begin(byte[] frame, int at) {
    ahead.wrap(frame, at);
    first = 0;
    end = 0;
  }

  /** The hash of the key of the frame's record at {@code index}, which never goes back. */
  long hash(int index) {
    while (index >= end) {
      fill();
    }
    return hashes[index - first];
  }

  private void fill() {
    first = end;
    int count = 0;
    int chosen = 0;
    int topic = -1;
    // no branch that only large frames take: meeting one would cost the compiled code
    int limit = Math.min(RECORDS, ahead.left());
    while (count < limit) {
      ahead.next();
      long hash = Hash.of(ahead.array(), ahead.keyOffset(), ahead.keyLength());
      hashes[count++] = hash;
      if (topic < 0) {
        topic = ahead.topic();
      }
      if (ahead.topic() == topic) {
        wanted[chosen++] = hash;
      }
    }
    end = first + count;
    touch(topic, chosen);
  }
}
