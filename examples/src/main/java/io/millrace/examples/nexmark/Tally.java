package io.millrace.examples.nexmark;

/** How many there are in all and of each rank of price; of bids, or of different things. */
record Tally(long total, long rank1, long rank2, long rank3) {
  static final Tally NONE = new Tally(0, 0, 0, 0);

  /**
   * One more.
   *
   * @param seen the ranks in which this thing was counted before, as bits 1 to 3
   */
  Tally plus(int rank, int seen) {
    if ((seen & 1 << rank) != 0) {
      return this;
    }
    return new Tally(
        total + (seen == 0 ? 1 : 0),
        rank1 + (rank == 1 ? 1 : 0),
        rank2 + (rank == 2 ? 1 : 0),
        rank3 + (rank == 3 ? 1 : 0));
  }

  /** One more that was never counted before. */
  Tally plus(int rank) {
    return plus(rank, 0);
  }

  /** All of both. */
  Tally plus(Tally other) {
    return new Tally(
        total + other.total, rank1 + other.rank1, rank2 + other.rank2, rank3 + other.rank3);
  }
}
