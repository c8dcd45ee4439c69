// Package faults breaks every call that whole operations make to a port, one at a time and
// in every way in which it can go wrong, and looks at what is left: that the answer had the
// right status, that the same request again did what it should exactly once, and that
// nothing was lost that had been acknowledged. The scenarios are one table, walked on the
// system of one machine and, with the functions of the cloud, on an emulator of AWS.
//
// By default a selection of the calls is broken; AIO_FAULTS=all breaks every one in every
// way on the one machine, and the first and last of each kind in the cloud.
package faults
