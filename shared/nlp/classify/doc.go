// Package classify tells which operation a message means: hashed word and
// character n-grams weighted by TF-IDF, a one-vs-rest linear SVM trained by dual
// coordinate descent, temperature scaling, and a small logistic model that says
// how far the best guess can be trusted.
//
// Sources: Hsieh, Chang, Lin, Keerthi, Sundararajan, "A Dual Coordinate Descent
// Method for Large-scale Linear SVM" (ICML 2008); Weinberger et al., "Feature
// Hashing for Large Scale Multitask Learning" (ICML 2009); Guo, Pleiss, Sun,
// Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017).
//
// Training is deterministic: the same examples give the same bytes. Products
// are rounded before they are added, so that processors with a fused
// multiply-add give the same sums.
package classify
