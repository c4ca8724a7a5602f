/** Stands for `child_process` in what is shipped. */
export {};
