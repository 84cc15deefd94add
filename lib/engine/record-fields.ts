/** The fields of each class of `assembly/records.ts`, in their order. Written by `npm run build:engine`. */
// biome-ignore format: generated
export const NET = ["layers","layerCount","inputs","targets","stride","x","y","weights","factors","loss","metrics","metricCount","values","sums","panel","panelBytes","optimizer","hasRegularizers","metricWeights","reduction","losses","ofBatch","binary","block","firstTrained","normalizesBatch"] as const;
// biome-ignore format: generated
export const CALL = ["kind","x","y","weights","rows","order","first","count","batch","burst","rates","rateStart","totals","outputs","done","state","control","next"] as const;
// biome-ignore format: generated
export const SCORE = ["kind","source","a:f32","b:f32","c:f32","smoothing:f32","weighted"] as const;
// biome-ignore format: generated
export const LAYER = ["kind","inputs","units","kernel","bias","kernelGradient","biasGradient","activation","alpha:f32","beta:f32","before","preactivations","outputs","gradient","gradientBefore","trainable","rate:f32","seed","draws","mean","variance","features","inner","invert","ofBatch","statistics","epsilon:f32","momentum:f32","oneMinusMomentum:f32","dropped:f32"] as const;
// biome-ignore format: generated
export const OPTIMIZER = ["kind","parameters","size","blocks","variables","variableCount","segments","segmentCount","hasEnds","step","batches","learningRate:f32","beta1:f32","beta2:f32","oneMinusBeta1:f32","oneMinusBeta2:f32","epsilon:f32","rho:f32","oneMinusRho:f32","momentum:f32","nesterov","centered","amsgrad","momentumProduct:f32","learningRatePower:f32","l1RegularizationStrength:f32","l2RegularizationStrength:f32","l2ShrinkageRegularizationStrength:f32","beta:f32","beta2Decay:f32","epsilon1:f32","epsilon2:f32","clipThreshold:f32","relativeStep","warmupSteps:f32","rmsRate:f32","nsSteps","clipNorm:f32","globalClipNorm:f32","clipValue:f32","emaMomentum:f32","emaBlock","emaEvery","accumulateSteps","accumulateBlock","scratch","lossScale:f32","scaleGrowth","scaleSteps","stage","scale:f32","gradientSquare:f32","weightSquare:f32","norm:f32"] as const;
// biome-ignore format: generated
export const VARIABLE = ["address","bytes","rows","columns","decay:f32","trainable","factors","l1:f32","l2:f32","constraint","axis","bounds"] as const;
// biome-ignore format: generated
export const SEGMENT = ["address","bytes"] as const;
// biome-ignore format: generated
export const RECURRENCE = ["kind","units","gates","steps","block","stride","sums","products","states","kernel","mask","gradients","panel"] as const;
