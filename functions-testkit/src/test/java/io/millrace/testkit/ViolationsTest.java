package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.AsyncResult;
import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Each way to break the rules is found, and the message says what it was. */
class ViolationsTest {
  static final Topic<String> WORDS = Topic.of("words", String.class);
  static final Topic<Long> NUMBERS = Topic.of("numbers", Long.class).keyedBy(n -> 1);
  static final StateSpec<Long> NUMBER = StateSpec.of("number", Long.class);
  static final StateSpec<byte[]> BYTES = StateSpec.of("bytes", byte[].class);
  static final StateSpec<List<String>> TEXTS = StateSpec.of("texts", new TypeRef<>() {});
  static final ListSpec<byte[]> LIST = ListSpec.of("list", byte[].class);
  static final MapSpec<String, byte[]> MAP = MapSpec.of("map", String.class, byte[].class);

  private static FunctionTest test(Supplier<StreamFunction<String>> function) {
    return FunctionTest.of(
        app ->
            app.function("suspect", WORDS, function)
                .state(NUMBER, BYTES, TEXTS, LIST, MAP)
                .emits(NUMBERS));
  }

  /** Sends three records and gives the message that closing the test fails with. */
  private static String faultOf(Supplier<StreamFunction<String>> function) {
    FunctionTest test = test(function);
    for (int i = 0; i < 3; i++) {
      test.send(WORDS, "word");
    }
    try {
      test.close();
    } catch (AssertionError e) {
      return e.getMessage();
    }
    return "no fault";
  }

  static final class WallClock implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.put(NUMBER, System.currentTimeMillis());
    }
  }

  @Test
  void shouldFindTheWallClockInState() {
    assertThat(faultOf(WallClock::new))
        .contains("functions are not deterministic: application=test")
        .contains("state: function=suspect, state=number, key=word, first run=")
        .contains("first seen after operation 1: send(words, word)")
        .contains("WallClock calls System.currentTimeMillis(): use context.nowMs()")
        .contains("seed=1");
  }

  static final class Chance implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.emit(NUMBERS, (long) (Math.random() * Long.MAX_VALUE));
    }
  }

  @Test
  void shouldFindChanceInOutputs() {
    assertThat(faultOf(Chance::new))
        .contains("output: topic=numbers, record=1, first run=")
        .contains("Chance calls Math.random(): use context.random()")
        .doesNotContain("state: ");
  }

  static final class Counting implements StreamFunction<String> {
    private long count;

    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.emit(NUMBERS, ++count);
    }
  }

  @Test
  void shouldFindAFieldThatRemembers() {
    assertThat(faultOf(Counting::new))
        .contains("output: topic=numbers, record=2, first run=2 at ")
        .contains("second run=1 at ")
        .contains("first seen after operation 2")
        .contains("field Counting.count is forgotten in a crash: declare state instead");
  }

  @Test
  void shouldFindAFieldBehindAFactoryThatGivesOneInstance() {
    Counting only = new Counting();
    assertThat(faultOf(() -> only)).contains("record=1, first run=1 at ", "Counting.count");
  }

  static final class Deduplicating implements StreamFunction<String> {
    private static final Set<String> SEEN = new HashSet<>();

    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      if (SEEN.add(record.value())) {
        context.emit(NUMBERS, 1L);
      }
    }
  }

  @Test
  void shouldFindStaticsThatAreShared() {
    Deduplicating.SEEN.clear();
    assertThat(faultOf(Deduplicating::new))
        .contains("output: topic=numbers, record=1, first run=1 at ")
        .contains("second run=nothing")
        .contains("static field Deduplicating.SEEN is shared by all partitions");
  }

  static final class Hashing implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.put(NUMBER, (long) System.identityHashCode(new Object()));
    }
  }

  @Test
  void shouldFindIdentityHashes() {
    assertThat(faultOf(Hashing::new)).contains("System.identityHashCode(): compare values");
  }

  static final class Failing implements StreamFunction<String> {
    private Long last;

    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      if (context.get(NUMBER).isPresent() && last == null) {
        throw new IllegalStateException("where is it");
      }
      last = 1L;
      context.put(NUMBER, 1L);
    }
  }

  @Test
  void shouldSayWhenTheSecondRunFails() {
    assertThat(faultOf(Failing::new))
        .contains("second run failed: function failed: function=suspect")
        .contains("where is it")
        .contains("field Failing.last is forgotten in a crash");
  }

  static final AsyncCall<String, String> LOOK_UP =
      AsyncCall.of("look-up", String.class, String.class, text -> text);

  static final class AskingAtRandom implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.async(LOOK_UP, UUID.randomUUID().toString());
    }

    @Override
    public void onAsyncResult(AsyncResult<?, ?> result, Context context) {}
  }

  @Test
  void shouldFindRequestsThatDiffer() {
    FunctionTest test =
        FunctionTest.of(app -> app.function("f", WORDS, AskingAtRandom::new).calls(LOOK_UP));
    test.send(WORDS, "a");
    assertThatThrownBy(test::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("asynchronous call differs: call=look-up, request=")
        .hasMessageContaining("AskingAtRandom calls UUID.randomUUID(): use context.random()");
  }

  @Test
  void shouldFindShadyLambdasByTheClassAroundThem() {
    Map<String, Integer> counts = new HashMap<>();
    assertThat(
            faultOf(
                () ->
                    (record, context) ->
                        context.put(NUMBER, (long) counts.merge(record.value(), 1, Integer::sum))))
        .contains("state: function=suspect, state=number, key=word, first run=3, second run=")
        .contains("a lambda in io.millrace.testkit.ViolationsTest captures a Map: declare state");
  }

  static final class CountingRuns implements StreamFunction<String> {
    private static int made;

    CountingRuns() {
      made++;
    }

    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.put(NUMBER, made < 4 ? 0L : 1L);
    }
  }

  /** Made once in the first run, twice in the second with its crash: the replay is the fourth. */
  @Test
  void shouldFindWhatOnlyAReplayShows() {
    CountingRuns.made = 0;
    FunctionTest test =
        FunctionTest.of(
            app -> app.function("f", WORDS, CountingRuns::new).state(NUMBER),
            TestSettings.defaults().withPartitions(1));
    test.send(WORDS, "word");
    assertThatThrownBy(test::close)
        .hasMessageContaining("a replay of the first run's journals from their beginning")
        .hasMessageContaining("state=number, key=word, first run=0, second run=1")
        .hasMessageContaining("static field CountingRuns.made");
  }

  private static void refuses(StreamFunction<String> function, String... parts) {
    FunctionTest test = test(() -> function);
    assertThatThrownBy(() -> test.send(WORDS, "word"))
        .isInstanceOf(AssertionError.class)
        .message()
        .contains(parts);
    test.close();
  }

  @Test
  void shouldFindAValueChangedAfterPut() {
    refuses(
        (record, context) -> {
          List<String> texts = new ArrayList<>();
          context.put(TEXTS, texts);
          texts.add(record.value());
        },
        "value changed after put: function=suspect, topic=words, state=texts, value=[word]",
        "put again, or change first");
  }

  @Test
  void shouldFindStateChangedWithoutPut() {
    FunctionTest test =
        test(
            () ->
                (record, context) -> {
                  if (context.get(BYTES).isPresent()) {
                    context.get(BYTES).orElseThrow()[0]++;
                  } else {
                    context.put(BYTES, new byte[1]);
                  }
                });
    test.send(WORDS, "word");
    assertThatThrownBy(() -> test.send(WORDS, "word"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("state changed without put: function=suspect, topic=words")
        .hasMessageContaining("state=bytes, value=[1]; what was read is a copy");
    test.close();
  }

  @Test
  void shouldFindElementsOfListsChangedInPlace() {
    refuses(
        (record, context) -> {
          context.list(LIST).add(new byte[1]);
          context.list(LIST).forEach(bytes -> bytes[0] = 7);
        },
        "state changed without put: function=suspect, topic=words, state=list, at=0, value=[7]");
  }

  @Test
  void shouldFindValuesOfMapsChangedInPlace() {
    refuses(
        (record, context) -> {
          byte[] bytes = new byte[1];
          context.map(MAP).put("a", bytes);
          bytes[0] = 7;
        },
        "value changed after put: function=suspect, topic=words, state=map, at=a, value=[7]");
  }

  @Test
  void shouldAllowChangesThatArePutOrRemoved() {
    try (FunctionTest test =
        test(
            () ->
                (record, context) -> {
                  byte[] bytes = context.getOr(BYTES, new byte[1]);
                  bytes[0]++;
                  if (bytes[0] == 2) {
                    context.remove(BYTES);
                  } else {
                    context.put(BYTES, bytes.clone());
                  }
                  context.list(LIST).add(new byte[1]);
                  byte[] element = context.list(LIST).get(0);
                  element[0] = 1;
                  context.list(LIST).set(0, element);
                  context.map(MAP).put("a", new byte[1]);
                  byte[] value = context.map(MAP).get("a").orElseThrow();
                  value[0] = 1;
                  context.map(MAP).remove("a");
                })) {
      test.send(WORDS, "word");
      assertThat(test.state("suspect", BYTES, "word")).contains(new byte[] {1});
      test.send(WORDS, "word");
      assertThat(test.state("suspect", BYTES, "word")).isEmpty();
      test.send(WORDS, "word");
      assertThat(test.state("suspect", LIST, "word")).hasSize(3);
    }
  }

  static final class Box {
    String text;

    Box(String text) {
      this.text = text;
    }
  }

  enum BoxCodec implements Codec<Box> {
    CODEC;

    @Override
    public void encode(Box value, ByteOutput out) {
      out.writeString(value.text);
    }

    @Override
    public Box decode(ByteInput in) {
      return new Box(in.readString());
    }
  }

  static final Topic<Box> BOXES =
      Topic.of("boxes", Box.class).keyedBy(box -> 1).encodedBy(BoxCodec.CODEC);
  static final Topic<Box> OPENED =
      Topic.of("opened", Box.class).keyedBy(box -> 1).encodedBy(BoxCodec.CODEC);

  @Test
  void shouldFindRecordsThatAreChanged() {
    FunctionTest test =
        FunctionTest.of(
            app ->
                app.function(
                    "painter",
                    BOXES,
                    () -> (StreamFunction<Box>) (box, context) -> box.value().text = "red"));
    assertThatThrownBy(() -> test.send(BOXES, new Box("blue")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("record changed: function=painter, topic=boxes, on=boxes")
        .hasMessageContaining("change a copy");
    test.close();
  }

  @Test
  void shouldFindValuesChangedAfterTheyWereEmitted() {
    FunctionTest test =
        FunctionTest.of(
            app ->
                app.function(
                        "painter",
                        BOXES,
                        () ->
                            (StreamFunction<Box>)
                                (box, context) -> {
                                  Box opened = new Box("blue");
                                  context.emit(OPENED, opened);
                                  opened.text = "red";
                                })
                    .emits(OPENED));
    assertThatThrownBy(() -> test.send(BOXES, new Box("blue")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("value changed after emit: function=painter, topic=boxes, on=opened");
    test.close();
  }

  static final class Hoarding implements StreamFunction<String> {
    private Context kept;

    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      if (kept == null) {
        kept = context;
      }
      kept.put(NUMBER, 1L);
    }
  }

  @Test
  void shouldFindAContextThatIsKept() {
    FunctionTest test = test(Hoarding::new);
    test.send(WORDS, "word");
    assertThatThrownBy(() -> test.send(WORDS, "word"))
        .hasMessageContaining("context used after its call: function=suspect");
    test.close();
  }
}
