package io.millrace.runtime.partition;

/**
 * A function used a state, topic, timer or call that its spec does not declare. A fault of the
 * program and not of the record, so it stops the application whatever the failure policy is.
 */
final class UndeclaredException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  UndeclaredException(String kind, String function, String name, String declaration) {
    super(
        kind
            + " not declared: function="
            + function
            + ", "
            + kind
            + "="
            + name
            + "; add ."
            + declaration
            + "("
            + name
            + ") to its FunctionSpec");
  }
}
