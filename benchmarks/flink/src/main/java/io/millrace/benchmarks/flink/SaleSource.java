package io.millrace.benchmarks.flink;

import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Makes the same sales as our own source does, a split per reader. */
final class SaleSource implements Source<Sale, SaleSplit, Integer> {
  private final Workload workload;

  SaleSource(Workload workload) {
    this.workload = workload;
  }

  @Override
  public Boundedness getBoundedness() {
    // Bounded only in tests; a bounded job would not take checkpoints in the same way.
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Sale, SaleSplit> createReader(SourceReaderContext context) {
    return new SaleReader(workload);
  }

  @Override
  public SplitEnumerator<SaleSplit, Integer> createEnumerator(
      SplitEnumeratorContext<SaleSplit> context) {
    return new OneEach(context);
  }

  @Override
  public SplitEnumerator<SaleSplit, Integer> restoreEnumerator(
      SplitEnumeratorContext<SaleSplit> context, Integer checkpoint) {
    throw new UnsupportedOperationException("a benchmark never recovers: its job fails for good");
  }

  @Override
  public SimpleVersionedSerializer<SaleSplit> getSplitSerializer() {
    return new SaleSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
    return new Nothing();
  }

  /** Gives each reader the split of its number. */
  private record OneEach(SplitEnumeratorContext<SaleSplit> context)
      implements SplitEnumerator<SaleSplit, Integer> {
    @Override
    public void start() {
      // waits for readers
    }

    @Override
    public void addReader(int reader) {
      context.assignSplit(new SaleSplit(reader, 0), reader);
      context.signalNoMoreSplits(reader);
    }

    @Override
    public void handleSplitRequest(int reader, String host) {
      // readers do not ask
    }

    @Override
    public void addSplitsBack(List<SaleSplit> splits, int reader) {
      throw new UnsupportedOperationException("a benchmark never recovers: its job fails for good");
    }

    @Override
    public Integer snapshotState(long checkpoint) {
      return 0;
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  /** The enumerator has nothing to remember. */
  private static final class Nothing implements SimpleVersionedSerializer<Integer> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Integer nothing) {
      return new byte[0];
    }

    @Override
    public Integer deserialize(int version, byte[] bytes) {
      return 0;
    }
  }
}
