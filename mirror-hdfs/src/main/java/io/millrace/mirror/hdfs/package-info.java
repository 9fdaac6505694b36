/**
 * The mirror's files on HDFS: the only package that uses Hadoop.
 *
 * <p>Read {@link io.millrace.mirror.hdfs.HdfsMirrorFiles} first; {@link
 * io.millrace.mirror.hdfs.HdfsMirrorKind} is found by the scheme of a mirror's URI. It is loaded by
 * a class loader of its own, with Hadoop's shaded client, and only where a mirror is on HDFS. Who
 * calls it waits: all threads here are Hadoop's.
 */
package io.millrace.mirror.hdfs;
