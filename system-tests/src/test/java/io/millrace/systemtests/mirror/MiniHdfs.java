package io.millrace.systemtests.mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;

/** A NameNode and a DataNode in this JVM, at ports that the system chooses. */
public final class MiniHdfs implements AutoCloseable {
  private final MiniDFSCluster cluster;
  private DataNodeProperties stopped;

  /** Starts them; their disks are below {@code directory}. */
  public MiniHdfs(Path directory) throws IOException {
    Configuration configuration = new HdfsConfiguration(false);
    configuration.addResource("core-default.xml");
    configuration.addResource("hdfs-default.xml");
    configuration.set("dfs.namenode.safemode.extension", "0");
    configuration.set("dfs.replication", "1");
    configuration.set("dfs.namenode.heartbeat.recheck-interval", "500");
    cluster =
        new MiniDFSCluster.Builder(
                configuration, Files.createDirectories(directory.resolve("hdfs")).toFile())
            .numDataNodes(1)
            .build();
    cluster.waitActive();
  }

  /** A directory on it, as users write it. */
  public String uri(String directory) {
    return cluster.getURI() + "/" + directory;
  }

  /** A client of its own, for what nobody else may see. */
  FileSystem fileSystem() throws IOException {
    return cluster.getFileSystem();
  }

  /** Stops the NameNode. */
  public void stopNameNode() {
    cluster.shutdownNameNode(0);
  }

  /** Starts it again, at the same port; what it knew is on its disk. */
  public void startNameNode() throws IOException {
    cluster.restartNameNode(0, true);
  }

  /** Stops the DataNode. */
  public void stopDataNode() {
    stopped = cluster.stopDataNode(0);
  }

  /** Starts it again, at the same port. */
  public void startDataNode() throws IOException {
    cluster.restartDataNode(stopped, true);
    cluster.waitActive();
  }

  /** Lets it refuse all writes, or no more. */
  void safeMode(boolean on) throws IOException {
    cluster
        .getNameNodeRpc()
        .setSafeMode(on ? SafeModeAction.SAFEMODE_ENTER : SafeModeAction.SAFEMODE_LEAVE, false);
  }

  @Override
  public void close() {
    cluster.shutdown();
  }
}
