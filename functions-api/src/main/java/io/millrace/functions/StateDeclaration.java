package io.millrace.functions;

/** What a function declares to keep per key: a value, a list or a map. */
public sealed interface StateDeclaration permits StateSpec, ListSpec, MapSpec {

  /** Unique within the function; state survives an update of the code by this name. */
  String name();

  /** Whether it is kept per partition instead of per key. */
  default boolean isShared() {
    return false;
  }
}
