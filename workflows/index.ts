export { dailyScan, demonstrationDays } from './daily-scan';
export { dunningCase } from './dunning-case';
