package io.millrace.runtime.replication;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Context;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.state.Hash;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What partition 0 of these tests runs: counts records by key and tells partition 1 each count;
 * every third goes through its own journal once more, and is counted there, too.
 */
final class CountingApp {
  static final long APPLICATION = 7;
  static final int PARTITIONS = 2;
  static final int REMOTE = 1;
  static final Settings SETTINGS = Settings.of(Map.of());
  static final ChannelSettings SIZES = new ChannelSettings(256, 1_024, 4_096);

  private static final String HERE = keyOf(0);
  private static final String THERE = keyOf(REMOTE);
  private static final Topic<String> IN = Topic.of("in", String.class);
  private static final Topic<String> OUT = Topic.of("out", String.class).keyedBy(value -> THERE);
  private static final Topic<String> LOOP =
      Topic.of("loop", String.class).keyedBy(value -> HERE).retained(Duration.ofMillis(20));
  private static final StateSpec<Integer> COUNT = StateSpec.of("count", Integer.class);
  static final ApplicationPlan PLAN = plan(CountingApp::count);

  /** The same, but what it counts is another thing in every fold. */
  static final ApplicationPlan ERRATIC = plan(CountingApp::countErratically);

  private static final AtomicInteger CALLS = new AtomicInteger();

  private CountingApp() {}

  private static ApplicationPlan plan(StreamFunction<String> count) {
    ApplicationBuilder app = new ApplicationBuilder(SETTINGS);
    app.source(IN, Published.byClients());
    app.function("count", IN, () -> count).state(COUNT).emits(OUT).emits(LOOP);
    app.function("loop", LOOP, () -> CountingApp::loop).state(COUNT).emits(OUT);
    app.function("end", OUT, () -> (value, context) -> {});
    return PlanCompiler.compile("counting", app, new NameRegistry());
  }

  private static void count(StreamRecord<String> record, Context context) {
    int count = context.getOr(COUNT, 0) + 1;
    context.put(COUNT, count);
    String key = context.key(String.class);
    context.emit(OUT, key + "#" + count + "#" + record.value());
    if (count % 3 == 0) {
      context.emit(LOOP, key + "#" + count);
    }
  }

  private static void countErratically(StreamRecord<String> record, Context context) {
    context.put(COUNT, CALLS.incrementAndGet());
  }

  private static void loop(StreamRecord<String> record, Context context) {
    int count = context.getOr(COUNT, 0) + 1;
    context.put(COUNT, count);
    context.emit(OUT, "loop#" + count + "#" + record.value());
  }

  private static String keyOf(int partition) {
    for (int i = 0; ; i++) {
      byte[] key = key("key-" + i);
      if (Hash.partition(Hash.of(key, 0, key.length), PARTITIONS) == partition) {
        return "key-" + i;
      }
    }
  }

  private static byte[] key(String key) {
    ByteOutput encoded = new ByteOutput(16);
    KeyCodec.encode(key, encoded);
    return encoded.toByteArray();
  }

  /** Appends a record for partition 0. */
  static void append(Outbound to, String key, String value) {
    ByteOutput encoded = new ByteOutput(16);
    PLAN.topic("in").orElseThrow().codec().encode(value, encoded);
    byte[] keyBytes = key(key);
    to.channel(0)
        .append(
            PLAN.topic("in").orElseThrow().number(),
            500,
            keyBytes,
            0,
            keyBytes.length,
            encoded.array(),
            0,
            encoded.length());
  }

  /** What a record says that partition 1 got. */
  static String valueOf(RecordCursor cursor) {
    ByteInput value = new ByteInput();
    value.wrap(cursor.array(), cursor.valueOffset(), cursor.valueLength());
    return (String) PLAN.topic("out").orElseThrow().codec().decode(value);
  }
}
