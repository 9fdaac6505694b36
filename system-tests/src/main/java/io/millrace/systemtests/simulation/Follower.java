package io.millrace.systemtests.simulation;

/** The in-sync follower of a partition: a second copy of its journal, on another host. */
final class Follower {
  private final JournalCopy copy;
  private final boolean takesOldTerms;
  private int term;

  Follower(JournalCopy copy, int term, boolean takesOldTerms) {
    this.copy = copy;
    this.term = term;
    this.takesOldTerms = takesOldTerms;
  }

  JournalCopy copy() {
    return copy;
  }

  /** The coordinator named a new owner. */
  void term(int raised) {
    term = raised;
  }

  /**
   * Takes up to {@code limit} entries more from an owner.
   *
   * @return false if the owner was replaced
   */
  boolean take(int ownerTerm, JournalCopy owner, int limit) {
    if (ownerTerm < term && !takesOldTerms) {
      return false;
    }
    int common = copy.commonWith(owner);
    if (common < copy.count()) {
      copy.truncate(common);
    }
    for (int i = 0; i < limit && copy.count() < owner.count(); i++) {
      copy.add(owner.entry(copy.count()));
    }
    return true;
  }
}
