package io.millrace.runtime.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Records of every supported type, from a seed. */
final class RandomValues {
  enum Status {
    NEW,
    PAID,
    SENT {
      @Override
      public String toString() {
        return "sent";
      }
    }
  }

  sealed interface Shape permits Circle, Square, Round, Unit {}

  record Circle(double radius) implements Shape {}

  record Square(int side, String name) implements Shape {}

  sealed interface Round extends Shape permits Ball {}

  record Ball(Shape within) implements Round {}

  enum Unit implements Shape {
    ONE
  }

  record Empty() {}

  record Both<A, B>(A left, B right) {}

  record Tree(int value, List<Tree> children) {}

  record Primitives(
      boolean flag,
      byte tiny,
      short small,
      char letter,
      int medium,
      long large,
      float f,
      double d) {}

  record Boxes(
      Boolean flag,
      Byte tiny,
      Short small,
      Character letter,
      Integer medium,
      Long large,
      Float f,
      Double d) {}

  record Moments(
      Instant instant, Duration duration, LocalDate date, LocalDateTime dateTime, UUID uuid) {}

  record Texts(String text, BigDecimal decimal, BigInteger number, Status status) {}

  record Containers(
      List<Long> numbers,
      List<String> texts,
      Set<Status> statuses,
      Map<String, List<Integer>> lists,
      Map<Status, Moments> moments,
      Optional<Long> maybe,
      Optional<Texts> maybeTexts) {}

  record Everything(
      Primitives primitives,
      Boxes boxes,
      Moments moments,
      Texts texts,
      Containers containers,
      Shape shape,
      List<Shape> shapes,
      Tree tree,
      Both<Integer, Both<String, Empty>> both) {}

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  Everything everything() {
    return new Everything(
        orNull(this::primitives),
        orNull(this::boxes),
        orNull(this::moments),
        orNull(this::texts),
        orNull(this::containers),
        orNull(() -> shape(3)),
        orNull(() -> list(() -> shape(1))),
        orNull(() -> tree(3)),
        orNull(() -> new Both<>(orNull(random::nextInt), new Both<>(text(), new Empty()))));
  }

  private <T> T orNull(Supplier<T> value) {
    return random.nextInt(6) == 0 ? null : value.get();
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(orNull(element));
    }
    return list;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int limit = random.nextInt(4) == 0 ? 0x250 : 0x80;
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 300 : 12); i > 0; i--) {
      text.appendCodePoint(random.nextInt(limit) * (random.nextInt(200) == 0 ? 200 : 1) % 0xD800);
    }
    return text.toString();
  }

  private long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  private double real() {
    double[] odd = {0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE};
    return random.nextInt(5) == 0 ? odd[random.nextInt(odd.length)] : random.nextGaussian();
  }

  private Primitives primitives() {
    return new Primitives(
        random.nextBoolean(),
        (byte) random.nextInt(),
        (short) random.nextInt(),
        (char) random.nextInt(),
        (int) number(),
        number(),
        (float) real(),
        real());
  }

  private Boxes boxes() {
    return new Boxes(
        orNull(random::nextBoolean),
        orNull(() -> (byte) random.nextInt()),
        orNull(() -> (short) random.nextInt()),
        orNull(() -> (char) random.nextInt()),
        orNull(() -> (int) number()),
        orNull(this::number),
        orNull(() -> (float) real()),
        orNull(this::real));
  }

  private Moments moments() {
    LocalDate date = LocalDate.of(random.nextInt(9999) - 4000, 1, 1).plusDays(random.nextInt(365));
    LocalTime time = LocalTime.ofNanoOfDay(Math.floorMod(number(), 86_400_000_000_000L));
    int nanos = random.nextInt(1_000_000_000);
    return new Moments(
        orNull(() -> Instant.ofEpochSecond(number() >> 30, nanos)),
        orNull(() -> Duration.ofSeconds(number() / 2, nanos)),
        orNull(() -> date),
        orNull(() -> LocalDateTime.of(date, time)),
        orNull(() -> new UUID(number(), number())));
  }

  private Texts texts() {
    return new Texts(
        orNull(this::text),
        orNull(() -> new BigDecimal(new BigInteger(80, random), random.nextInt(200) - 100)),
        orNull(() -> new BigInteger(random.nextInt(200), random).negate()),
        orNull(this::status));
  }

  private Status status() {
    return Status.values()[random.nextInt(3)];
  }

  private Containers containers() {
    Set<Status> statuses = new HashSet<>(list(this::status));
    Map<String, List<Integer>> lists = new HashMap<>();
    list(this::text).forEach(key -> lists.put(key, orNull(() -> list(random::nextInt))));
    Map<Status, Moments> moments = new HashMap<>();
    list(this::status).forEach(key -> moments.put(key, orNull(this::moments)));
    return new Containers(
        orNull(() -> list(this::number)),
        orNull(() -> list(this::text)),
        statuses,
        lists,
        moments,
        orNull(() -> Optional.ofNullable(orNull(this::number))),
        orNull(() -> Optional.ofNullable(orNull(this::texts))));
  }

  private Shape shape(int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 4)) {
      case 0 -> new Circle(real());
      case 1 -> new Square(random.nextInt(), orNull(this::text));
      case 2 -> Unit.ONE;
      default -> new Ball(orNull(() -> shape(depth - 1)));
    };
  }

  private Tree tree(int depth) {
    return new Tree(random.nextInt(), depth == 0 ? List.of() : list(() -> tree(depth - 1)));
  }
}
