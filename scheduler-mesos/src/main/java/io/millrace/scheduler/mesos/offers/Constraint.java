package io.millrace.scheduler.mesos.offers;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Offer;

/**
 * A condition on agents: one of an attribute's values, as a whole, matches a regular expression.
 * The host is an attribute named {@code hostname}. An agent without the attribute does not qualify.
 *
 * @param attribute its name
 * @param pattern for its value; numbers as in {@code 3.5}, ranges as {@code 1-10,20-30}, sets as
 *     {@code a,b}
 */
public record Constraint(String attribute, Pattern pattern) {
  /** The host, which every agent has. */
  public static final String HOSTNAME = "hostname";

  /**
   * A condition as users write it: {@code rack=r[12]}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Constraint parse(String text) {
    int split = text.indexOf('=');
    if (split < 1 || split == text.length() - 1) {
      throw new IllegalArgumentException(
          "constraint: " + text + "; ATTRIBUTE=REGEX wanted, as rack=r1 or hostname=.*[.]fast");
    }
    try {
      return new Constraint(text.substring(0, split), Pattern.compile(text.substring(split + 1)));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("constraint: " + text + "; " + e.getDescription(), e);
    }
  }

  /** Whether the agent that offers qualifies. */
  boolean holds(Offer offer) {
    return attribute.equals(HOSTNAME) && pattern.matcher(offer.getHostname()).matches()
        || offer.getAttributesList().stream()
            .filter(one -> one.getName().equals(attribute))
            .anyMatch(one -> pattern.matcher(text(one)).matches());
  }

  private static String text(Attribute attribute) {
    return switch (attribute.getType()) {
      case TEXT -> attribute.getText().getValue();
      case SCALAR -> String.valueOf(attribute.getScalar().getValue());
      case RANGES ->
          attribute.getRanges().getRangeList().stream()
              .map(range -> range.getBegin() + "-" + range.getEnd())
              .collect(Collectors.joining(","));
      case SET -> String.join(",", attribute.getSet().getItemList());
    };
  }

  @Override
  public String toString() {
    return attribute + "=" + pattern;
  }
}
