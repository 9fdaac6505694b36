package io.millrace.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Settings;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.functions.stream.Combiner;
import io.millrace.functions.stream.Derivation;
import io.millrace.functions.stream.Step;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CombinedRecordsTest {
  private static final Topic<Integer> NUMBERS = Topic.of("numbers", Integer.class);
  private static final Topic<Long> SUMS = Topic.of("sums", Long.class);
  private static final int FAULTY = -1;

  private final CombinedRecords combined = new CombinedRecords(1 << 20);
  private final DerivationPlan sums = sums();

  /** Adds up; chokes on one number. */
  private record Sum() implements Combiner<Integer, Long> {
    @Override
    public long group(Integer value, long eventTimeMs) {
      return eventTimeMs / 10;
    }

    @Override
    public Long first(Integer value, long eventTimeMs) {
      return add(0L, value, eventTimeMs);
    }

    @Override
    public Long add(Long partial, Integer value, long eventTimeMs) {
      if (value == FAULTY) {
        throw new IllegalArgumentException("faulty");
      }
      return partial + value;
    }
  }

  private static DerivationPlan sums() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(NUMBERS, Published.byClients());
    app.derive(
        Derivation.combined(
            NUMBERS, SUMS, Step.<Integer>identity(), number -> "key", new Sum(), "sum"));
    ApplicationPlan plan = PlanCompiler.compile("sums", app, new NameRegistry());
    return plan.topic("numbers").orElseThrow().derivations()[0];
  }

  private static DerivationPlan texts() {
    Topic<String> from = Topic.of("from", String.class);
    Topic<String> to = Topic.of("texts", String.class);
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(from, Published.byClients());
    app.derive(
        Derivation.combined(from, to, Step.<String>identity(), text -> "key", new Text(), "texts"));
    ApplicationPlan plan = PlanCompiler.compile("texts", app, new NameRegistry());
    return plan.topic("from").orElseThrow().derivations()[0];
  }

  private void add(String key, int value, long eventTimeMs) {
    ByteOutput bytes = new ByteOutput(16);
    KeyCodec.encode(key, bytes);
    combined.add(sums, bytes, key.hashCode(), 0, value, eventTimeMs);
  }

  private Map<String, Long> content() {
    Map<String, Long> content = new TreeMap<>();
    for (int i = 0; i < combined.size(); i++) {
      String key = KeyCodec.toText(combined.keyArray(), combined.keyAt(i), combined.keyLength(i));
      content.put(
          key + "/" + combined.eventTimeMs(i) / 10 + "/" + combined.eventTimeMs(i),
          (Long) combined.partial(i));
    }
    return content;
  }

  @Test
  void shouldAddUpByKeyAndGroup() {
    combined.beginCall();
    add("a", 1, 3);
    add("a", 2, 7);
    add("a", 4, 11);
    add("b", 8, 5);
    assertThat(content()).isEqualTo(Map.of("a/0/7", 3L, "a/1/11", 4L, "b/0/5", 8L));
  }

  @Test
  void shouldTakeBackAllOfACallThatFailsAndNothingElse() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      combined.clear();
      for (int call = 0; call < 200; call++) {
        Map<String, Long> before = content();
        combined.beginCall();
        int values = random.nextInt(1, 40);
        for (int i = 0; i < values; i++) {
          add("k" + random.nextInt(60), random.nextInt(100), random.nextInt(400));
        }
        if (random.nextInt(3) == 0) {
          String key = "k" + random.nextInt(60);
          assertThatThrownBy(() -> add(key, FAULTY, random.nextInt(400))).hasMessage("faulty");
          combined.rollbackCall();
          assertThat(content()).as("seed=" + seed + ", call=" + call).isEqualTo(before);
        }
      }
      // what is found again is found once: all of it can still be added to
      int size = combined.size();
      content().keySet().forEach(text -> add(text.split("/")[0], 0, groupMs(text)));
      assertThat(combined.size()).as("seed=" + seed).isEqualTo(size);
    }
  }

  /** Puts texts behind each other. */
  private record Text() implements Combiner<String, String> {
    @Override
    public long group(String value, long eventTimeMs) {
      return 0;
    }

    @Override
    public String first(String value, long eventTimeMs) {
      return value;
    }

    @Override
    public String add(String partial, String value, long eventTimeMs) {
      return partial + value;
    }
  }

  @Test
  void shouldBeginAnotherSumWhereOneHasBecomeLarge() {
    CombinedRecords texts = new CombinedRecords(64); // from more than four bytes on it is large
    DerivationPlan by = texts();
    ByteOutput key = new ByteOutput(16);
    KeyCodec.encode("a", key);
    for (int i = 0; i < 3; i++) {
      texts.add(by, key, 1, 0, "x", 5);
    }
    texts.beginCall();
    texts.add(by, key, 1, 0, "x", 5);
    texts.add(by, key, 1, 0, "x", 5);
    assertThat(texts.size()).isEqualTo(2);
    assertThat(texts.partial(0)).isEqualTo("xxxx");
    texts.rollbackCall();
    texts.beginCall();
    texts.add(by, key, 1, 0, "y", 5);
    assertThat(texts.size()).as("open again as before").isEqualTo(1);
    assertThat(texts.partial(0)).isEqualTo("xxxy");
    texts.beginCall();
    assertThatThrownBy(() -> texts.add(by, key, 1, 0, "z".repeat(65), 5))
        .hasMessageContaining("record too large: topic=texts");
    texts.rollbackCall();
    assertThat(texts.size()).isEqualTo(1);
  }

  @Test
  void shouldNeverAddUpToMoreThanARecordWhateverComesBehindWhat() {
    DerivationPlan by = texts();
    ByteOutput key = new ByteOutput(16);
    KeyCodec.encode("a", key);
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      CombinedRecords texts = new CombinedRecords(640);
      String all = "";
      texts.beginCall();
      for (int i = 0; i < 40; i++) {
        int length = random.nextInt(4) == 0 ? random.nextInt(630) : random.nextInt(20);
        String text = String.valueOf((char) ('a' + i % 26)).repeat(length);
        texts.add(by, key, 1, 0, text, 5);
        all += text;
      }
      String sent = "";
      for (int i = 0; i < texts.size(); i++) {
        ByteOutput encoded = new ByteOutput(1_000);
        by.to().codec().encode(texts.partial(i), encoded);
        assertThat(encoded.length()).as("seed=" + seed).isLessThanOrEqualTo(640);
        sent += texts.partial(i);
      }
      assertThat(sent).as("seed=" + seed).isEqualTo(all);
    }
  }

  @Test
  void shouldRefuseALargeValueBehindASmallOneInItsOwnCall() {
    CombinedRecords texts = new CombinedRecords(640);
    DerivationPlan by = texts();
    ByteOutput key = new ByteOutput(16);
    KeyCodec.encode("a", key);
    texts.add(by, key, 1, 0, "x", 5);
    texts.beginCall();
    assertThatThrownBy(() -> texts.add(by, key, 1, 0, "z".repeat(700), 5))
        .hasMessageContaining("record too large: topic=texts, bytes=");
    texts.rollbackCall();
    assertThat(texts.partial(0)).isEqualTo("x");
  }

  private static long groupMs(String text) {
    return Long.parseLong(text.split("/")[1]) * 10;
  }
}
