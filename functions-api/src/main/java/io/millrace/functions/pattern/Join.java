package io.millrace.functions.pattern;

/** How a step follows the record before it. */
enum Join {
  NEXT("next"),
  FOLLOWED_BY("followedBy"),
  FOLLOWED_BY_ANY("followedByAny"),
  NOT_NEXT("notNext"),
  NOT_FOLLOWED_BY("notFollowedBy");

  private final String text;

  Join(String text) {
    this.text = text;
  }

  /** As it is called in the fluent API. */
  String text() {
    return text;
  }

  boolean isNot() {
    return this == NOT_NEXT || this == NOT_FOLLOWED_BY;
  }
}
