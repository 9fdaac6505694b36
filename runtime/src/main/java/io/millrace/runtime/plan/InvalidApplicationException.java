package io.millrace.runtime.plan;

import java.util.List;

/** An application that cannot run. Its message lists every fault, one a line. */
public final class InvalidApplicationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<String> faults;

  public InvalidApplicationException(String application, List<String> faults) {
    super(
        "application refused: name="
            + application
            + ", faults="
            + faults.size()
            + "\n  - "
            + String.join("\n  - ", faults));
    this.faults = List.copyOf(faults);
  }

  /** The faults. */
  public List<String> faults() {
    return faults;
  }
}
