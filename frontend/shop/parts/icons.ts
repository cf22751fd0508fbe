// Icons of the shop alone, drawn as those of $ui/icons.
export const zoomIn = 'M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6Zm4.9-1.9L20.5 20.5M10.8 8v5.6M8 10.8h5.6';
export const zoomOut = 'M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6Zm4.9-1.9L20.5 20.5M8 10.8h5.6';
export const share = 'M12 15V4m-4 4 4-4 4 4M6 12v7.5h12V12';
export const chat = 'M4 5h16v11H10l-4.5 4v-4H4V5Zm4 4h8m-8 3.2h5';
