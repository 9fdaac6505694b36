/**
 * What coordinator and workers tell each other. Start with {@link
 * io.millrace.cluster.control.ApplicationTable} and {@link
 * io.millrace.cluster.control.WorkerReport}.
 */
package io.millrace.cluster.control;
