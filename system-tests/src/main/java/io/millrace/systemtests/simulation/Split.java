package io.millrace.systemtests.simulation;

import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.local.SourceGroup;
import io.millrace.runtime.local.SplitAgent;
import io.millrace.runtime.local.Valve;

/** One incarnation of a source split: the real reader, which asks the partitions where it was. */
final class Split extends Endpoint {
  private final SplitAgent agent;
  private final Clock clock;

  Split(
      SourceGroup group,
      String name,
      FrameStamp stamp,
      int partitions,
      ChannelSettings sizes,
      Network network,
      Clock clock) {
    super(partitions);
    this.clock = clock;
    this.agent =
        SplitAgent.of(
            group,
            name,
            stamp,
            partitions,
            sizes,
            network.senderOf(this, new Fuse()),
            new Valve(partitions, 0, Long.MAX_VALUE),
            clock);
  }

  long origin() {
    return agent.origin();
  }

  SplitAgent agent() {
    return agent;
  }

  @Override
  void deliver(byte[] frame) {
    if (FrameHeader.type(frame, 0).isToOrigin()) {
      agent.onFrame(frame, 0);
    }
  }

  @Override
  void disconnected(int partition) {
    agent.disconnected(partition);
  }

  @Override
  int work() {
    return agent.work(clock.nanoTime());
  }
}
