package io.millrace.functions.pattern;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes patterns and streams by chance, of all that there is, with what they say as text. */
final class RandomPatterns {
  private final RandomGenerator random;
  private final List<String> names = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  RandomPatterns(RandomGenerator random) {
    this.random = random;
  }

  /** What the pattern looks like. */
  String text() {
    return text.toString();
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  Pattern<Letter> pattern() {
    Pattern<Letter> pattern = sequence(0);
    if (chance(0.5)) {
      long ms = random.nextInt(1, 9);
      text.append(" within ").append(ms);
      pattern = pattern.within(Duration.ofMillis(ms));
    }
    if (chance(0.15)) {
      long ms = random.nextInt(0, 5);
      text.append(" gap ").append(ms);
      pattern = pattern.withinBetweenSteps(Duration.ofMillis(ms));
    }
    String step = names.get(random.nextInt(names.size()));
    Skip skip =
        switch (random.nextInt(8)) {
          case 0 -> Skip.toNext();
          case 1 -> Skip.pastLast();
          case 2 -> Skip.toFirst(step);
          case 3 -> Skip.toLast(step);
          default -> Skip.none();
        };
    text.append(' ').append(skip);
    return pattern.skip(skip);
  }

  private String name() {
    String name = "s" + names.size();
    names.add(name);
    return name;
  }

  private Pattern<Letter> sequence(int depth) {
    boolean group = depth < 2 && chance(0.15);
    text.append(group ? "(" : "");
    Pattern<Letter> pattern =
        group ? Pattern.begin(group(depth + 1)) : fitting(Pattern.begin(name()));
    text.append(group ? ")" : "");
    pattern = quantified(pattern);
    int more = random.nextInt(depth == 0 ? 4 : 3);
    for (int i = 0; i < more; i++) {
      pattern = element(pattern, depth);
    }
    return pattern;
  }

  private Pattern<Letter> element(Pattern<Letter> before, int depth) {
    if (chance(0.15)) {
      // A name of its own, outside of those that may be skipped to.
      String not = "not" + text.length();
      boolean next = chance(0.5);
      text.append(next ? " notNext " : " notFollowedBy ");
      return fitting(next ? before.notNext(not) : before.notFollowedBy(not));
    }
    boolean group = depth < 2 && chance(0.2);
    int join = random.nextInt(3);
    text.append(List.of(" next ", " followedBy ", " followedByAny ").get(join));
    Pattern<Letter> after;
    if (group) {
      text.append('(');
      Pattern<Letter> inside = group(depth + 1);
      text.append(')');
      after =
          switch (join) {
            case 0 -> before.next(inside);
            case 1 -> before.followedBy(inside);
            default -> before.followedByAny(inside);
          };
    } else {
      after =
          fitting(
              switch (join) {
                case 0 -> before.next(name());
                case 1 -> before.followedBy(name());
                default -> before.followedByAny(name());
              });
    }
    return quantified(after);
  }

  private Pattern<Letter> group(int depth) {
    if (chance(0.4)) {
      Pattern<Letter> one = sequence(depth);
      text.append(" | ");
      return Pattern.either(one, sequence(depth));
    }
    return sequence(depth);
  }

  private Pattern<Letter> fitting(Pattern<Letter> pattern) {
    String kinds = chance(0.7) ? letter() : letter() + letter();
    text.append(names.isEmpty() ? "" : names.get(names.size() - 1)).append(':').append(kinds);
    Pattern<Letter> fitting = pattern.where(l -> kinds.indexOf(l.kind()) >= 0);
    if (chance(0.15)) {
      String earlier = names.get(random.nextInt(names.size()));
      text.append("[differs from last ").append(earlier).append(']');
      fitting = fitting.where((l, m) -> !m.has(earlier) || m.last(earlier).kind() != l.kind());
    }
    if (chance(0.05)) {
      String other = letter();
      text.append(" or ").append(other);
      fitting = fitting.or(l -> other.charAt(0) == l.kind());
    }
    return fitting;
  }

  private String letter() {
    return String.valueOf((char) ('a' + random.nextInt(3)));
  }

  private Pattern<Letter> quantified(Pattern<Letter> before) {
    Pattern<Letter> pattern = before;
    boolean loop = chance(0.4);
    if (loop) {
      int min = random.nextInt(1, 3);
      int max = min + random.nextInt(3);
      boolean open = chance(0.5);
      text.append('{').append(min).append(',').append(open ? "" : max).append('}');
      pattern = open ? pattern.timesOrMore(min) : pattern.times(min, max);
      loop = open || max > 1;
    }
    boolean optional = chance(0.25);
    if (optional) {
      text.append('?');
      pattern = pattern.optional();
    }
    if ((loop || optional) && chance(0.35)) {
      text.append("greedy");
      pattern = pattern.greedy();
    }
    if (loop && chance(0.25)) {
      text.append("consecutive");
      pattern = pattern.consecutive();
    } else if (loop && chance(0.3)) {
      text.append("combinations");
      pattern = pattern.allowCombinations();
    }
    if (loop && chance(0.2)) {
      String end = letter();
      text.append("until ").append(end);
      pattern = pattern.until(l -> l.kind() == end.charAt(0));
    }
    if (loop && chance(0.1)) {
      long ms = random.nextInt(0, 4);
      text.append("repeatWithin ").append(ms);
      pattern = pattern.repeatWithin(Duration.ofMillis(ms));
    }
    return pattern;
  }

  /** Records in order of arrival, whose times are out of order by at most {@code disorderMs}. */
  List<Letter> stream(int length, int disorderMs) {
    List<Letter> letters = new ArrayList<>();
    long time = 100;
    for (int i = 0; i < length; i++) {
      time += random.nextInt(3);
      letters.add(new Letter(letter() + i, time - random.nextInt(disorderMs + 1)));
    }
    return letters;
  }
}
